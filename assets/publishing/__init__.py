"""What leaves the warehouse: releases with their papers and receipts, open data, the site.

Here belongs writing folders. What stands in them is decided in `pipelines/publication/`.
"""

"""The site: pages that any web server, or a USB stick, can serve.

Here belong its templates, its style and script, reading the published warehouse and writing files.
What a page says is worked out in `pipelines/publication/`.
"""

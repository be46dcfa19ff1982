"""The demonstration submissions, invented: what is planted, the model, the layouts, the folders."""

"""x belongs"""
def write_papers(warehouse, round_id, folder):
    pass

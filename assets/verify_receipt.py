"""x belongs"""

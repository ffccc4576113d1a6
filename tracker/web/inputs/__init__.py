"""Inputs: the classes behind the pages' forms. Field names are the use cases' keyword arguments."""

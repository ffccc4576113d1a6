"""Official forms filled in: values through the gate, what is missing, the sheet as PDF and DOCX. Pure.

Not here: where the values come from (docket), what a form asks for (packs), who may see what (disclosure).
"""

"""What the three faces share: headers, language, forms without server state, assets, error pages.

It knows Flask and the register's words, and nothing of cases, keys or databases: the installation
it only hands on (`intake.web.installation`).
"""

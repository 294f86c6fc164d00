"""The pages of the site, one module a family; each yields its pages for a site."""

"""A small world in network namespaces: laptop, home router, internet, company. One fault at a time, proved by hand."""

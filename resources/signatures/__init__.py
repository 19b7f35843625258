"""What known lines in the logs of VPN clients mean: one TOML file a product, read by `diagnostics.system.signature`."""

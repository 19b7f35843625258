"""Public keys in age's form that belong to nobody: whoever seals to them seals to everybody."""

NOBODYS_KEYS = {  # points of low order, with a checksum that fits
    "nought": "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z",
    "one": "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqj7vrya",
    "order eight": "age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhqqqzyt4v9",
    "order eight, the other": "age1t7wft09r2zxzfvwsk92eeql0tvzyghxytqwgapkcyf8dm5ylz9ts6wm9s8",
    "the prime itself": "age1ahlllllllllllllllllllllllllllllllllllllllllllllllalsn46ayy",
    "order eight, highest bit set": "age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhzqqxqejhu",
}

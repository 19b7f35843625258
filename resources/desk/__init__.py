"""Pages for IT that need no server: `decode.html` is made from `template.html` by `app.desk.decodepage`."""

import http.server, os

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write((os.environ.get("GREETING", "hello") + "\n").encode())
    def log_message(self, *a): print(self.path)

http.server.HTTPServer(("", 8000), Handler).serve_forever()

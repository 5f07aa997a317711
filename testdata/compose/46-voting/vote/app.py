import http.server, os, socket

HOST = os.environ.get("REDIS_HOST", "redis")

def command(*words):
    s = socket.create_connection((HOST, 6379))
    s.sendall((" ".join(words) + "\r\n").encode())
    reply = s.recv(256).decode().strip()
    s.close()
    return reply.lstrip(":+")

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/health":
            body = command("PING")
        else:
            body = "visits: " + command("INCR", "visits")
        self.send_response(200)
        self.end_headers()
        self.wfile.write((body + "\n").encode())
    def log_message(self, *a): print("GET", self.path)

http.server.HTTPServer(("", 8000), Handler).serve_forever()

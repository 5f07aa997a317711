const http = require('http');
const port = Number(process.env.PORT || 3000);
http
  .createServer((req, res) => {
    if (req.url === '/health') return res.end('ok\n');
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify({ service: process.env.NAME || 'api', path: req.url }) + '\n');
  })
  .listen(port, () => console.log('listening on ' + port));
process.on('SIGTERM', () => process.exit(0));

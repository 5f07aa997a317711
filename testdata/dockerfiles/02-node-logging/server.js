const app = require('express')();
app.get('/', (q, s) => s.send('hi'));
app.listen(process.env.PORT || 3000);

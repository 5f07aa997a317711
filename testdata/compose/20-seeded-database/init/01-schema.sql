create table books (title text, pages int);

create table if not exists notes (id int, body text);
insert into notes values (1, 'first');

insert into books values ('Dune', 412), ('Emma', 474);

import datetime
d = datetime.datetime(2024, 2, 28, 23, 30, 5)
print(d, d + datetime.timedelta(days=2), d.isoformat(), d.strftime("%Y/%m/%d %H:%M %a %b"), d.weekday(), d.date(), repr(d), d - datetime.datetime(2024, 1, 1))
print(datetime.datetime.strptime("2024-03-01 10:20", "%Y-%m-%d %H:%M"), datetime.date(2024, 1, 31) + datetime.timedelta(1), datetime.timedelta(hours=25, minutes=3), datetime.datetime.fromisoformat("2024-01-02T03:04:05+00:00"))

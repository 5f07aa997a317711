i=0
while true; do
	i=$((i + 1))
	redis-cli -h queue rpush jobs "job-$i" > /dev/null
	echo "queued job-$i"
	sleep 5
done

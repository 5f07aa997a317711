while true; do
	job=$(redis-cli -h queue lpop jobs)
	if [ -n "$job" ]; then echo "done $job"; else sleep 1; fi
done

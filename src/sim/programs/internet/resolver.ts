// The gateway's resolver: answers DNS queries on port 53 from the public zone, as a home router's dnsmasq does. Arguments: machines there are not. It is that machine's first process.
import { settle } from '../../engine/index.ts';
import { answerZone } from '../../fabric/index.ts';
import { dnsAnswer, isDnsMessage, recvfrom, sendto, udp, type Context, type DnsRecord, type Program } from '../../kernel/index.ts';
import { publicZone } from './zone.ts';

export const resolver: Program = {
	name: 'resolver',
	*main(context: Context) {
		const zone = publicZone(context.argv.slice(1));
		const fd = (context.settled as number | undefined) ?? (yield* udp({ host: '0.0.0.0', port: 53 }));
		for (;;) {
			yield* settle(fd);
			const datagram = yield* recvfrom(fd);
			if (!datagram || !isDnsMessage(datagram.value) || datagram.value.response) continue;
			const { status, answers } = answerZone(zone, datagram.value.question);
			yield* sendto(fd, datagram.from, dnsAnswer(datagram.value, status, answers as DnsRecord[]));
		}
	}
};

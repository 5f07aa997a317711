// docker system dial-stdio: what `docker -H ssh://…` runs at the far end. It copies between stdio and the daemon's socket; here one way after the other.
import { type Command, none } from '../../command.ts';
import { Failure } from '../../failure.ts';

const dialStdio: Command = {
	name: 'dial-stdio',
	use: 'dial-stdio',
	short: 'Proxy the stdio stream to the daemon connection. Should not be invoked manually.',
	hidden: true,
	args: none,
	*run() {
		throw new Failure('failed to open the raw stream connection: not supported');
	}
};
export default dialStdio;

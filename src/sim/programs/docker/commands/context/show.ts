// docker context show.
import { out } from '../../cli.ts';
import { type Command, none } from '../../command.ts';

const show: Command = {
	name: 'show',
	use: 'show',
	short: 'Print the name of the current context',
	args: none,
	*run(cli) {
		yield* out(`${cli.context}\n`);
		return 0;
	}
};
export default show;

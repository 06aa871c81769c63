const { default: Sequencer } = require('@jest/test-sequencer');

const rank = ({ path }) => (/scenarios/.test(path) ? 0 : /[pP]roperties|histories|named/.test(path) ? 2 : 1);

/** Examples take milliseconds and kill most mutants, so that properties are asked only where those do not. */
module.exports = class ExamplesFirst extends Sequencer {
	sort(tests) {
		return [...tests].sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
	}
};

// A wait of the nodes, which all go through n8n's `sleep`, takes a hundredth of its time and 20 ms at the most, so that
// others still go on meanwhile; `Date.now`, by which nodes and servers go, tells the whole time. A test file may replace
// `sleep` once more, to look at the waits or to move a clock of its own.
const realNow = Date.now;
let ahead = 0;

Date.now = () => realNow() + ahead;

async function quickSleep(milliseconds) {
	const until = Date.now() + milliseconds;
	await new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds / 100, 20)));
	ahead += Math.max(0, until - Date.now());
}

jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: quickSleep }));

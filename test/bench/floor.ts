import type { Work } from './accounts';

const batches = (count: number, size: number) => Math.ceil(count / size);

/** The least requests that writing the changes of a run takes, given the batches that the two services allow. */
function writes({ toGoogle, toCrm }: { toGoogle: Work; toCrm: Work }) {
	const google = 2 * batches(toGoogle.updates, 200) + batches(toGoogle.creates, 200);
	const crm =
		2 * batches(toCrm.creates, 100) + 2 * batches(toCrm.updates, 100) + batches(toCrm.creates + toCrm.updates, 100);
	return { google, crm };
}

interface Floor {
	google: number;
	crm: number;
	all: number;
}

function floor(google: number, crm: number): Floor {
	return { google, crm, all: google + crm };
}

/** Everybody is read on both sides, and written where they are missing or differ. */
export function floorOfFirstSync(contacts: number, work: { toGoogle: Work; toCrm: Work }): Floor {
	const { google, crm } = writes(work);
	return floor(batches(contacts, 1_000) + google, batches(contacts, 200) + crm);
}

/**
 * So many edits on each side: the changes are listed, who of them is in the CRM's list view, and what was deleted there.
 */
export function floorOfEdits(edits: number): Floor {
	const { google, crm } = writes({ toGoogle: { creates: 0, updates: edits }, toCrm: { creates: 0, updates: edits } });
	return floor(batches(edits, 1_000) + google, 2 * batches(edits, 200) + 1 + crm);
}

/** One page of changes each, and the CRM's deleted feed. */
export const FLOOR_OF_IDLE_SYNC = floor(1, 2);

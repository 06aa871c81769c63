import type { SideName } from '../../../shared/protocol';
import type { Naming } from './personName';
import { nameFields, shownName } from './personName';
import { phoneFields } from './secondKey';
import type { Pair, Snapshot } from '../model/types';
import { SIDES } from '../model/types';

/** How people find the person: the name, else an e-mail address, the company or a phone number, else the id; Google's before the CRM's. */
export function contactLabel(pair: Pair, naming: Naming): string {
	const named = nameFields(naming);
	const tellers: ReadonlyArray<(tree: Snapshot, side: SideName) => string | undefined> = [
		(tree, side) => shownName(tree, named[side]),
		({ fields, otherEmails }, side) => fields[naming.match[side]] ?? otherEmails[0],
		({ fields }, side) => named[side].company.flatMap((name) => fields[name] ?? [])[0],
		({ fields, lists }, side) => phoneFields(naming)[side].flatMap((name) => fields[name] ?? [])[0] ?? lists?.phone?.[0]?.parts.value,
	];
	for (const tell of tellers) {
		for (const side of SIDES) {
			const tree = pair[side];
			const label = tree && tell(tree, side);
			if (label) return label;
		}
	}
	return pair.google?.id ?? pair.crm?.id ?? '';
}

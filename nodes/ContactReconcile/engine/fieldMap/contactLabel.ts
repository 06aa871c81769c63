import type { Naming } from './personName';
import { nameFields, shownName } from './personName';
import type { Pair } from '../model/types';
import { SIDES } from '../model/types';

/** How people find the person: the name, else an e-mail address, else the id; Google's before the CRM's. */
export function contactLabel(pair: Pair, naming: Naming): string {
	const fields = nameFields(naming);
	for (const side of SIDES) {
		const tree = pair[side];
		const name = tree && shownName(tree, fields[side]);
		if (name) return name;
	}
	for (const side of SIDES) {
		const tree = pair[side];
		const address = tree && (tree.fields[naming.match[side]] ?? tree.otherEmails[0]);
		if (address) return address;
	}
	return pair.google?.id ?? pair.crm?.id ?? '';
}

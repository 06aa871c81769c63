import type { Room } from './rooms';
import { ENGINE, ROOMS } from './rooms';

/*
 * The rooms as a Mermaid picture. It shows the arrows of a run: where a contact's data goes; what many rooms need of
 * `shared` stands in one box, as an arrow to each would hide all others.
 */

const BOXES: ReadonlyArray<[title: string, isIn: (name: string) => boolean]> = [
	['Google Contacts Sync', (name) => name.startsWith('GoogleContactsSync/')],
	['Vertical CRM', (name) => name.startsWith('VerticalCrm/')],
	['Contact Reconcile', (name) => name.startsWith('ContactReconcile/')],
	['engine, pure', (name) => name.startsWith('engine/')],
	['shared', (name) => name.startsWith('shared/')],
];

const idOf = (name: string): string => name.replace(/\W/g, '_');
const wordOf = (name: string): string => name.split('/').slice(-1)[0];

/** What a room imports that is not reached through another of its imports already. */
function direct({ imports }: Room): string[] {
	const reached = new Set(imports.flatMap((name) => [...reachedFrom(name)]));
	return imports.filter((name) => !reached.has(name));
}

function reachedFrom(name: string): Set<string> {
	const found = new Set(ROOMS[name].imports);
	for (const one of ROOMS[name].imports) reachedFrom(one).forEach((other) => found.add(other));
	return found;
}

/** The picture of the rooms, as the text between the fences of `docs/architecture.md`. */
export function picture(): string {
	const names = Object.keys(ROOMS);
	const boxes = BOXES.map(([title, isIn]) => {
		const rooms = names.filter(isIn).map((name) => `\t\t${idOf(name)}[${wordOf(name)}]`);
		return [`\tsubgraph ${idOf(title)}["${title}"]`, ...rooms, '\tend'].join('\n');
	});
	const arrows = names.flatMap((name) =>
		direct(ROOMS[name])
			.filter((other) => BOXES.some(([, isIn]) => isIn(name)) && !other.startsWith('shared/') && other !== 'credentials')
			.map((other) => `\t${idOf(name)} --> ${idOf(other)}`),
	);
	return ['flowchart TB', ...boxes, ...arrows].join('\n');
}

/** The engine's rooms in the order of a run, as the document lists them. */
export function engineOrder(): string {
	return ENGINE.map((name) => `\`${name}\``).join(' ← ');
}

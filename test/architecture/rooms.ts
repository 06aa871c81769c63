/*
 * The rooms of the code, and what each may import. The rules of `imports.test.ts` and the picture in
 * `docs/architecture.md` are both made from this, so that neither can say something else.
 */

/** The rooms of the engine, in the order of a run: each may import those before it. */
export const ENGINE = ['values', 'model', 'fieldMap', 'observe', 'match', 'decide', 'plan', 'report', 'record'] as const;

/** A room: its folder, and the rooms that it may import besides itself. */
export interface Room {
	/** Below the top level of the checkout; a file where it ends in `.ts`. */
	folder: string;
	imports: readonly string[];
	/** Packages that it may import for what they do, not only for their types. */
	packages: readonly string[];
}

const PROTOCOL = 'shared/protocol';
const VALUES = 'shared/values';
const LISTS = 'shared/lists';
const CATALOGUE = 'shared/catalogue';
const ITEMS = 'shared/items';
const API = 'shared/api';
const WRITING = 'shared/writing';
const SHARED = [PROTOCOL, VALUES, LISTS, CATALOGUE, ITEMS, API, WRITING];

/** The rooms of a node that talks to an API are the same in both. */
function apiNode(name: string): Record<string, Room> {
	const of = (...rooms: string[]): string[] => rooms.map((room) => `${name}/${room}`);
	const room = (folder: string, imports: string[], packages: string[] = []): [string, Room] => [
		`${name}/${folder}`,
		{ folder: `nodes/${name}/${folder}`, imports, packages: ['lodash', ...packages] },
	];
	return Object.fromEntries([
		room('transport', [PROTOCOL, VALUES, API, WRITING, ...(name === 'VerticalCrm' ? ['credentials'] : [])], ['n8n-workflow', 'googleapis', 'valibot']),
		room('fields', [...of('transport'), PROTOCOL, VALUES, LISTS, CATALOGUE]),
		room('parameters', [...of('transport', 'fields'), API, CATALOGUE, ITEMS], ['n8n-workflow', 'valibot']),
		room('reading', [...of('transport', 'fields'), ...SHARED], ['n8n-workflow']),
		room('writing', [...of('transport', 'fields', 'reading'), ...SHARED]),
		room('methods', [...of('transport', 'fields', 'reading'), ...SHARED], ['n8n-workflow']),
		room('actions', [...of('transport', 'fields', 'parameters', 'reading', 'writing'), ...SHARED], ['n8n-workflow', 'valibot']),
		[name, { folder: `nodes/${name}/${name}.node.ts`, imports: [...of('actions', 'methods'), ITEMS], packages: ['n8n-workflow'] }],
	]);
}

function engine(): Record<string, Room> {
	const packages = ['lodash', 'valibot', 'crypto', 'country-to-iso', 'libphonenumber-js'];
	return Object.fromEntries(
		ENGINE.map((name, place) => {
			const before = ENGINE.slice(0, place).map((other) => `engine/${other}`);
			return [`engine/${name}`, { folder: `nodes/ContactReconcile/engine/${name}`, imports: [...before, PROTOCOL, VALUES, LISTS], packages }];
		}),
	);
}

const EVERY_ENGINE_ROOM = ENGINE.map((name) => `engine/${name}`);
const reconcile = (...rooms: string[]): string[] => rooms.map((room) => `ContactReconcile/${room}`);

export const ROOMS: Readonly<Record<string, Room>> = {
	credentials: { folder: 'credentials', imports: [], packages: ['n8n-workflow'] },
	[PROTOCOL]: { folder: 'nodes/shared/protocol', imports: [], packages: ['valibot'] },
	[VALUES]: { folder: 'nodes/shared/values', imports: [PROTOCOL], packages: ['lodash'] },
	[LISTS]: { folder: 'nodes/shared/lists', imports: [PROTOCOL, VALUES], packages: ['lodash'] },
	[CATALOGUE]: { folder: 'nodes/shared/catalogue', imports: [PROTOCOL, LISTS], packages: [] },
	[ITEMS]: { folder: 'nodes/shared/items', imports: [PROTOCOL], packages: ['n8n-workflow', 'valibot'] },
	[API]: { folder: 'nodes/shared/api', imports: [PROTOCOL, ITEMS, 'credentials'], packages: ['n8n-workflow'] },
	[WRITING]: { folder: 'nodes/shared/writing', imports: [PROTOCOL, ITEMS, API], packages: ['n8n-workflow', 'lodash'] },
	...engine(),
	'ContactReconcile/store': {
		folder: 'nodes/ContactReconcile/store',
		imports: [...EVERY_ENGINE_ROOM, PROTOCOL, LISTS, ITEMS],
		packages: ['n8n-workflow', 'crypto', 'fflate', 'lodash', 'valibot'],
	},
	'ContactReconcile/parameters': {
		folder: 'nodes/ContactReconcile/parameters',
		imports: [...EVERY_ENGINE_ROOM, ...reconcile('descriptions'), PROTOCOL, CATALOGUE, ITEMS],
		packages: ['n8n-workflow', 'valibot'],
	},
	'ContactReconcile/descriptions': {
		folder: 'nodes/ContactReconcile/descriptions',
		imports: [...EVERY_ENGINE_ROOM, CATALOGUE, ITEMS],
		packages: ['n8n-workflow'],
	},
	'ContactReconcile/actions': {
		folder: 'nodes/ContactReconcile/actions',
		imports: [...EVERY_ENGINE_ROOM, ...reconcile('store', 'parameters', 'descriptions'), PROTOCOL, CATALOGUE, ITEMS, API],
		packages: ['n8n-workflow', 'lodash', 'valibot'],
	},
	...apiNode('GoogleContactsSync'),
	...apiNode('VerticalCrm'),
	'ContactSyncTrigger/watch': {
		folder: 'nodes/ContactSyncTrigger/watch',
		imports: ['GoogleContactsSync/transport', 'GoogleContactsSync/reading', 'VerticalCrm/transport', 'VerticalCrm/fields', 'VerticalCrm/reading', API],
		packages: [],
	},
	// It watches both sides, so it uses the readers of both nodes.
	ContactSyncTrigger: {
		folder: 'nodes/ContactSyncTrigger/[^/]+\\.ts',
		imports: ['ContactSyncTrigger/watch', 'GoogleContactsSync/transport', 'VerticalCrm/transport', 'VerticalCrm/parameters', 'VerticalCrm/methods', PROTOCOL, ITEMS, API],
		packages: ['n8n-workflow'],
	},
	ContactReconcile: {
		folder: 'nodes/ContactReconcile/[^/]+\\.ts',
		// The editor shows the names of the CRM's fields in this node's field map: the one thing that it asks another node for.
		imports: [...reconcile('actions'), 'engine/fieldMap', ITEMS, 'VerticalCrm/methods'],
		packages: ['n8n-workflow', 'valibot'],
	},
};

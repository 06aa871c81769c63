import type { SideName } from '../../nodes/shared/protocol';
import type { LogEntry } from '../servers/shared/requestLog';
import type { SyncWorld } from '../workflows/syncWorld';
import { startSyncWorld } from '../workflows/syncWorld';
import { CrmSide } from './crmSide';
import { GoogleSide } from './googleSide';
import type { Accident, Among, Deed, History, Step } from './history';
import { Ledger } from './ledger';
import type { OpenReadings } from './openReadings';
import { DOCUMENTED, isTold, takeReadings } from './openReadings';
import type { SoakPerson, SoakSide } from './soakSide';
import { now, passMinutes } from './virtualTime';

/** In how many runs without faults a sync has to come to rest. */
const RUNS_TO_SETTLE = 14;

/**
 * Plays one history over HTTP, through the template of a two-way sync, and says what went wrong.
 *
 * @param readings how the services behave where their documents leave it open.
 */
export async function playHistory(history: History, readings = DOCUMENTED): Promise<string[]> {
	const world = await startSyncWorld({ now, passMinutes });
	try {
		return await new SoakWorld(world, history, readings).play();
	} finally {
		await world.close();
	}
}

class SoakWorld {
	private readonly sides: Record<SideName, SoakSide>;

	private readonly ledger = new Ledger();

	/** Numbers what users type and whom they add. */
	private count = 0;

	constructor(
		private readonly world: SyncWorld,
		private readonly history: History,
		private readonly readings: OpenReadings,
	) {
		takeReadings(world, readings);
		this.sides = { google: new GoogleSide(world.google, world.group), crm: new CrmSide(world.crm) };
		for (let number = 0; number < 3; number++) this.create({ do: 'create', on: 'both', email: true });
	}

	async play(): Promise<string[]> {
		for (const step of this.history.steps) await this.take(step);
		const faults = await this.settle();
		const { startedCadences } = this.world.crm.crm;
		return [
			...faults,
			...this.ledger.faults(this.both(), this.world.journal, isTold(this.readings)),
			...(this.readings.crm.cadences === 'skippable' && startedCadences.length > 0 ? ['a cadence began that was to be skipped'] : []),
		];
	}

	private both(): SoakSide[] {
		return [this.sides.google, this.sides.crm];
	}

	private async take(step: Step): Promise<void> {
		// Two edits of one second are one to the CRM, whose times have no parts of a second.
		passMinutes(1);
		if (step.do === 'run') await this.run(step.killed, step.accidents);
		else this.act(step);
		this.ledger.look(this.both());
	}

	private async run(isKilled: boolean, accidents: readonly Accident[]): Promise<void> {
		for (const accident of accidents) {
			const side = this.sides[accident.side];
			if ('fault' in accident) side.fail(accident.fault, nth(accident));
			else side.actAt(accident.after, () => this.act(accident.deed));
		}
		const before = this.world.remembered();
		await this.sync();
		this.both().forEach((side) => side.heal());
		takeReadings(this.world, this.readings);
		if (!isKilled) return;
		this.world.remember(before);
		// The lease of a killed run is left to expire.
		passMinutes(11);
	}

	private async sync(): Promise<void> {
		const { winner, deletes } = this.history;
		await this.world.run('two-way', (nodes) => {
			const start = nodes.find(({ name }) => name === 'Start Sync');
			if (start) Object.assign(start.parameters, { winner, deletes, options: { deleteSharePercent: 100 } });
		});
	}

	/** Two runs in a row that write nothing, and a full check that does not either. */
	private async settle(): Promise<string[]> {
		for (let runs = 0, quiet = 0; quiet < 2; runs++) {
			if (runs === RUNS_TO_SETTLE) return ['F1: it does not come to rest'];
			quiet = (await this.isQuiet()) ? quiet + 1 : 0;
		}
		passMinutes(25 * 60);
		return (await this.isQuiet()) ? [] : ['F2: a full check wrote something'];
	}

	private async isQuiet(): Promise<boolean> {
		const writes = () => this.both().reduce((sum, side) => sum + side.writes(), 0);
		const before = writes();
		await this.sync();
		this.ledger.look(this.both());
		return writes() === before;
	}

	private act(deed: Deed): void {
		if (deed.do === 'create') return this.create(deed);
		const side = this.sides[deed.side];
		const people = side.people();
		const person: SoakPerson | undefined = people[deed.who % Math.max(people.length, 1)];
		if (!person) return;
		switch (deed.do) {
			case 'edit': {
				const number = this.count++;
				const own = deed.field === 'workPhone' ? `555 ${1_000 + number}` : `typed ${number}`;
				const value = deed.value === 'own' ? own : deed.value === 'same' ? '555 0100' : '';
				side.edit(person.id, { [deed.field]: value });
				return this.ledger.noteTyped(deed.side, person.id, deed.field, value, deed.value === 'own');
			}
			case 'delete':
				side.remove(person.id);
				return this.ledger.noteDeleted(deed.side, person);
			case 'move':
				side.move(person.id);
				return this.ledger.noteMoved(person);
		}
	}

	private create({ on, email, quote = false }: Extract<Deed, { do: 'create' }>): void {
		const number = this.count++;
		const who = `N${number}`;
		for (const side of this.both()) {
			if (on !== 'both' && on !== side.name) continue;
			// People without an address are created in Google only, for whom the CRM holds them.
			const hasEmail = email || on !== 'crm';
			// Of two names a first meeting keeps both; any other field follows the winner.
			const workCity = `${side.name} ${number}`;
			const id = side.add({ givenName: 'Soak', familyName: who, jobTitle: 'Clerk', workCity, ...(hasEmail && { workEmail: `${quote ? "o'" : ''}${who.toLowerCase()}@example.org` }) });
			this.ledger.noteAdded(side, id);
			this.ledger.noteTyped(side.name, id, 'workCity', workCity, true);
		}
	}
}

const CREATES = new Set(['batchCreateContacts', 'records.create']);

/** True of the request, the write or the create that comes after so many others from now on. */
function nth({ among, after }: { among: Among; after: number }): (request: LogEntry) => boolean {
	let left = after;
	const isOne = ({ kind, operation }: LogEntry): boolean =>
		among === 'requests' || (among === 'writes' ? kind === 'write' : CREATES.has(operation));
	return (request) => isOne(request) && left-- === 0;
}

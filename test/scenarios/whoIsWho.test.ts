import { ANN, expectQuiet, synced } from '../engine/people';
import { World } from '../engine/world';
import { links } from './pairs';
import { scenario } from './scenario';

const FAMILY = 'lees@example.org';
const CRM_ANN = { First_Name: 'Ann', Last_Name: 'Lee' };
const CRM_BOB = { First_Name: 'Bob', Last_Name: 'Lee', Phone: '555 0199', Title: 'Cook', Mailing_City: 'Rome' };

scenario(
	'S110',
	{ given: 'Ann in Google, and Ann and a fuller Bob in the CRM, all with the one address of the family', when: 'they first meet', then: 'Ann is linked with Ann and keeps her name; Bob is reported and nothing is created' },
	() => {
		const world = new World();
		const ann = world.add('google', { givenName: 'Ann', familyName: 'Lee', workEmail: FAMILY });
		const bob = world.add('crm', { ...CRM_BOB, Email: FAMILY });
		const record = world.add('crm', { ...CRM_ANN, Email: FAMILY });
		const run = world.sync();
		expect(links(world)).toEqual([[ann, record]]);
		expect(world.get('google', ann).fields).toEqual({ givenName: 'Ann', familyName: 'Lee', workEmail: FAMILY });
		expect(run.details).toMatchObject([{ class: 'ambiguous', crmId: bob, reason: expect.stringContaining('somebody else') }]);
		expectQuiet(world);
		expect([world.size('google'), world.size('crm')]).toEqual([1, 2]);
	},
);

scenario(
	'S110',
	{ given: 'Ann in the CRM, and Ann and a fuller Bob in Google, all with the one address of the family', when: 'they first meet', then: 'Ann is linked with Ann; Bob is reported and nothing is created' },
	() => {
		const world = new World();
		const bob = world.add('google', { givenName: 'Bob', familyName: 'Lee', workEmail: FAMILY, jobTitle: 'Cook', workPhone: '555 0199' });
		const ann = world.add('google', { givenName: 'Ann', familyName: 'Lee', workEmail: FAMILY });
		const record = world.add('crm', { ...CRM_ANN, Email: FAMILY });
		expect(world.sync().details).toMatchObject([{ class: 'ambiguous', googleId: bob }]);
		expect(links(world)).toEqual([[ann, record]]);
		expectQuiet(world);
		expect([world.size('google'), world.size('crm')]).toEqual([2, 1]);
	},
);

for (const [google, crm] of [[{ homeEmail: 'a@example.org', otherEmail: 'b@example.org' }, { Email: 'b@example.org' }], [{ workEmail: 'a@example.org', otherEmail: 'b@example.org' }, { Secondary_Email: 'b@example.org' }]]) {
	scenario(
		'S111',
		{ given: 'a person whose one common address has another label or stands in another field on the other side', when: 'they first meet', then: 'they are linked and nobody is created' },
		() => {
			const world = new World();
			const ann = world.add('google', { givenName: 'Ann', familyName: 'Lee', ...google });
			const record = world.add('crm', { ...CRM_ANN, ...crm });
			world.settle();
			expect(links(world)).toEqual([[ann, record]]);
			expect([world.size('google'), world.size('crm')]).toEqual([1, 1]);
			expectQuiet(world);
		},
		Object.keys({ ...google, ...crm }).join(),
	);
}

scenario(
	'S112',
	{ given: 'a Google contact and a CRM record that alone share an address, and whose names have nothing in common', when: 'they first meet', then: 'they are reported, with what to do, and left alone; once the option to link such people is on, they are one' },
	() => {
		const world = new World();
		const zed = world.add('google', { givenName: 'Zed', familyName: 'Ray', workEmail: FAMILY });
		const record = world.add('crm', { ...CRM_ANN, Email: FAMILY });
		const run = world.sync();
		expect(run.details).toMatchObject([{ class: 'ambiguous', toDo: expect.stringContaining('Link People Whose Names Differ') }, { class: 'ambiguous' }]);
		expectQuiet(world);
		expect([world.size('google'), world.size('crm')]).toEqual([1, 1]);
		world.set({ linkDifferentNames: true });
		world.settle();
		expect(links(world)).toEqual([[zed, record]]);
		expectQuiet(world);
	},
);

scenario(
	'S113',
	{ given: 'Ann Lee in Google and Bob Lee in the CRM, who alone share an address', when: 'they first meet', then: 'they are linked, each keeps the name, and that is reported until somebody makes it one', because: 'they share a part of their names, so they may be one person; but nobody is renamed into somebody else by a first meeting.' },
	() => {
		const world = new World();
		const ann = world.add('google', { givenName: 'Ann', familyName: 'Lee', workEmail: FAMILY });
		const bob = world.add('crm', { ...CRM_BOB, Email: FAMILY });
		const run = world.sync();
		expect(links(world)).toEqual([[ann, bob]]);
		expect(run.details).toMatchObject([{ class: 'conflicted', reason: expect.stringContaining('name of its own'), conflicts: [{ google: 'Ann', crm: 'Bob' }] }]);
		expectQuiet(world);
		expect([world.get('google', ann).fields.givenName, world.get('crm', bob).fields.First_Name]).toEqual(['Ann', 'Bob']);
		world.edit('google', ann, { givenName: 'Bob' });
		world.settle();
		expect(world.sync().summary.classes.inSync).toBe(1);
	},
);

for (const [google, crm] of [
	[{ givenName: 'Anna', familyName: 'Nagy' }, { First_Name: 'Nagy', Last_Name: 'Anna' }],
	[{ givenName: 'ÁNN', familyName: 'Strauß' }, { First_Name: 'Ann', Last_Name: 'Strauss' }],
	[{ givenName: 'Ann', familyName: 'Müller' }, { First_Name: 'Dr. A.', Last_Name: 'Mueller' }],
	[{ familyName: 'Ann Lee' }, { First_Name: 'Ann', Last_Name: 'Lee Jr.' }],
	[{ givenName: 'Ａｎｎ\u200b', familyName: "O'Brien" }, { First_Name: 'Ann', Last_Name: 'O’Brien' }],
	[{ familyName: '山田太郎' }, { First_Name: '太郎', Last_Name: '山田' }],
]) {
	scenario(
		'S114',
		{ given: 'a person whose name is written otherwise on the other side, and a stranger with the same address', when: 'they first meet', then: 'case, accents, width, marks that nobody sees, order, initials, titles and the number of fields do not separate the two' },
		() => {
			const world = new World();
			const one = world.add('google', { ...google, workEmail: FAMILY });
			world.add('crm', { First_Name: 'Zoltan', Last_Name: 'Quirk', Email: FAMILY, Title: 'Cook' });
			const other = world.add('crm', { ...crm, Email: FAMILY });
			world.sync();
			expect(links(world)).toEqual([[one, other]]);
		},
		Object.values(crm).join(' '),
	);
}

scenario(
	'S115',
	{ given: 'Ann in sync, and in Google alone Bob, with an address of his own and that of the family, which Ann has too', when: 'the sync runs', then: 'Bob is created in the CRM, as his users know the two apart' },
	() => {
		const world = new World();
		world.addBoth({ ...ANN, homeEmail: FAMILY });
		world.sync();
		world.add('google', { givenName: 'Bob', familyName: 'Lee', workEmail: 'bob@example.org', homeEmail: FAMILY });
		world.settle();
		expect(links(world)).toHaveLength(2);
		expect([world.size('google'), world.size('crm')]).toEqual([2, 2]);
		expectQuiet(world);
	},
);

scenario(
	'S115',
	{ given: 'Ann in sync, and a second contact of hers with another main address and one of her addresses', when: 'the sync runs', then: 'the second one is reported as a double, and nobody is created' },
	() => {
		const { world } = synced();
		const second = world.add('google', { givenName: 'Ann', familyName: 'Lee', workEmail: 'second@example.org', homeEmail: ANN.workEmail });
		expect(world.sync().details).toMatchObject([{ class: 'ambiguous', googleId: second }]);
		expectQuiet(world);
		expect(world.size('crm')).toBe(1);
	},
);

scenario(
	'S116',
	{ given: 'two syncs of the same accounts, and a person without an e-mail whom one of them has created in Google', when: 'the other one runs', then: 'it makes no second contact and says in its attention that another sync made one' },
	() => {
		const world = new World();
		const record = world.add('crm', { Last_Name: 'Silent' });
		world.add('google', { familyName: 'Silent' }, { origin: { syncName: 'another', crmId: record }, inScope: false });
		const run = world.sync();
		expect(run.summary.attention).toEqual([expect.stringContaining('another sync')]);
		expect(run.details).toMatchObject([{ class: 'ambiguous', crmId: record }]);
		expectQuiet(world);
		expect(world.size('google')).toBe(1);
	},
);

scenario(
	'S117',
	{ given: 'Ann and a person without an address in sync, deletions switched on', when: 'the second one is merged into Ann in Google, whose contact keeps its id', then: 'the CRM record of the one without an address is kept and reported as merged' },
	() => {
		const world = new World({ deletes: true });
		const ann = world.addBoth(ANN);
		const silent = world.add('crm', { Last_Name: 'Silent' });
		world.settle();
		const [created] = world.find('google', 'familyName', 'Silent');
		world.remove('google', created.id);
		world.get('google', ann.google).previousIds = [created.id];
		world.edit('google', ann.google, { notes: 'merged' });
		world.settle();
		expect(world.get('crm', silent).fields.Last_Name).toBe('Silent');
		expect(world.sync().details).toMatchObject([{ class: 'detached', crmId: silent, reason: expect.stringContaining('merged') }]);
	},
);

for (const keepsId of [true, false]) {
	for (const deleted of [0, 1]) {
		scenario(
			'S118',
			{ given: 'a person who is twice in sync, deletions switched on', when: 'the two contacts are merged in Google and one of the two records is deleted in the CRM, both before the next run', then: 'the merged contact stays, and goes on with the record that is left' },
			() => {
				const world = new World({ deletes: true });
				const doubles = [world.addBoth(ANN), world.addBoth({ ...ANN, workEmail: 'second@example.org' })];
				world.sync();
				world.remove('google', doubles[1].google);
				let survivor = doubles[0].google;
				if (keepsId) world.get('google', survivor).previousIds = [doubles[1].google];
				else world.remove('google', survivor);
				const merged = { ...ANN, homeEmail: 'second@example.org' };
				if (keepsId) world.edit('google', survivor, merged);
				else survivor = world.add('google', merged, { previousIds: doubles.map(({ google }) => google) });
				world.remove('crm', doubles[deleted].crm);
				world.settle();
				expect(world.get('google', survivor).fields.givenName).toBe('Ann');
				expect(links(world)).toEqual([[survivor, doubles[1 - deleted].crm]]);
				expectQuiet(world);
			},
			`${keepsId ? 'under its id' : 'under a new id'}, record ${deleted + 1}`,
		);
	}
}

scenario(
	'S119',
	{ given: 'a Google contact, and a CRM record with its address that the account may not read', when: 'the sync runs again and again', then: 'it says so, and does not try to create the contact in every run; once the record may be read, the next full check tells it as being outside the list view' },
	() => {
		const world = new World();
		const hidden = world.add('crm', { ...CRM_BOB, Email: ANN.workEmail }, { inScope: false });
		world.books.crm.forbidden.add(hidden);
		const ann = world.add('google', ANN);
		expect(world.sync().results).toMatchObject([{ outcome: 'exists' }]);
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'ambiguous', googleId: ann, reason: expect.stringContaining('may not read') }]);
		expect(run.summary.attention).toEqual([expect.stringContaining('may not read')]);
		expectQuiet(world);
		world.books.crm.forbidden.clear();
		expect(world.sync({ full: true }).details).toMatchObject([{ class: 'detached', crmId: hidden, reason: expect.stringContaining('outside the list view') }]);
	},
);

scenario(
	'S120',
	{ given: 'Ann and Bob on both sides, each with an address of their own and the one of the family', when: 'they first meet', then: 'each is linked rightly and nobody is created' },
	() => {
		const world = new World();
		const people = [ANN, { givenName: 'Bob', familyName: 'Lee', workEmail: 'bob@example.org' }].map((one) => ({ ...one, homeEmail: FAMILY }));
		const pairs = people.map((one) => world.addBoth(one));
		expect(world.sync().writes).toEqual([]);
		expect(links(world).sort()).toEqual(pairs.map(({ google, crm }) => [google, crm]).sort());
		expectQuiet(world);
	},
);

scenario(
	'S121',
	{ given: 'Ann and a stranger in Google outside the group, and Ann in the CRM, all with one address', when: 'they first meet', then: 'Ann joins the group and is linked; the stranger stays outside' },
	() => {
		const world = new World();
		world.add('google', { givenName: 'Zed', familyName: 'Ray', workEmail: FAMILY }, { inScope: false });
		const ann = world.add('google', { givenName: 'Ann', familyName: 'Lee', workEmail: FAMILY }, { inScope: false });
		const record = world.add('crm', { ...CRM_ANN, Email: FAMILY });
		world.settle();
		expect(links(world)).toEqual([[ann, record]]);
		expect(world.get('google', ann).inScope).toBe(true);
	},
);

scenario(
	'S122',
	{ given: 'Ann Lee in Google and Bob Lee in the CRM alone, each with a main address of their own, who share a further one', when: 'they first meet', then: 'they are reported, with what to do, and left alone: neither gets what the other one holds; kept apart, each is created on the other side' },
	() => {
		const world = new World();
		const ann = world.add('google', { ...ANN, homeEmail: FAMILY });
		const bob = world.add('crm', { ...CRM_BOB, Email: 'bob@example.org', Secondary_Email: FAMILY });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'ambiguous', perhaps: [ann], toDo: expect.stringContaining('Keep Apart') }, { class: 'ambiguous', perhaps: [bob] }]);
		expectQuiet(world);
		world.set({ apart: [{ google: ann, crm: bob }] });
		world.settle();
		expect([world.size('google'), world.size('crm')]).toEqual([2, 2]);
		expect(world.get('google', ann).fields).toEqual({ ...ANN, homeEmail: FAMILY });
		expectQuiet(world);
	},
);

scenario(
	'S123',
	{ given: 'Ann in the CRM, who has the address of Zed outside the Google group and of Bob in sync', when: 'she is kept apart from Zed', then: 'the report tells of Bob from then on, and what it asks for helps' },
	() => {
		const world = new World();
		world.addBoth({ givenName: 'Bob', familyName: 'Ray', workEmail: 'bob@example.org', homeEmail: FAMILY });
		const zed = world.add('google', { givenName: 'Zed', familyName: 'Fox', workEmail: FAMILY }, { inScope: false });
		const ann = world.add('crm', { ...CRM_ANN, Email: FAMILY });
		expect(world.sync().details).toMatchObject([{ crmId: ann, reason: expect.stringContaining('whose name is another one'), perhaps: [zed] }]);
		world.set({ apart: [{ google: zed, crm: ann }] });
		expect(world.sync().details).toMatchObject([{ crmId: ann, reason: expect.stringContaining('somebody else who is in sync') }]);
		world.edit('crm', ann, { Email: 'ann@example.org', Secondary_Email: FAMILY });
		world.settle();
		expect(world.find('google', 'workEmail', 'ann@example.org')).toHaveLength(1);
		expectQuiet(world);
	},
);

for (const [google, crm] of [['Leo Lee', 'Ann Lee'], ['Rob Roberts', 'Ann Roberts'], ['Eve Adams', 'A. Adams']]) {
	scenario(
		'S124',
		{ given: 'two of one family name that the given name of one is like, one in Google and one in the CRM, who alone share an address', when: 'they first meet', then: 'they are two names all the same: each is kept, and that is reported' },
		() => {
			const world = new World();
			const [givenName, familyName] = google.split(' ');
			const [First_Name, Last_Name] = crm.split(' ');
			const one = world.add('google', { givenName, familyName, workEmail: FAMILY });
			const other = world.add('crm', { First_Name, Last_Name, Email: FAMILY });
			expect(world.sync().details).toMatchObject([{ class: 'conflicted', reason: expect.stringContaining('name of its own') }]);
			expectQuiet(world);
			expect([world.get('google', one).fields.givenName, world.get('crm', other).fields.First_Name]).toEqual([givenName, First_Name]);
		},
		google,
	);
}

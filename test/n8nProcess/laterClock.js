'use strict';

/*
 * Loaded into n8n before anything else (NODE_OPTIONS=--require): its clock runs CLOCK_AHEAD milliseconds ahead. So
 * leases and tokens run out without anybody waiting for it.
 */
const ahead = Number(process.env.CLOCK_AHEAD ?? 0);
const TrueDate = Date;

class LaterDate extends TrueDate {
	constructor(...parts) {
		if (parts.length === 0) super(TrueDate.now() + ahead);
		else super(...parts);
	}

	static now() {
		return TrueDate.now() + ahead;
	}
}

if (ahead !== 0) {
	// `Date()` without `new` returns text, which a class does not.
	globalThis.Date = new Proxy(LaterDate, { apply: () => new LaterDate().toString() });
}

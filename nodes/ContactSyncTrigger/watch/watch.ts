import type { GoogleContacts } from '../../GoogleContactsSync/transport/client';
import { LostAnswerError } from '../../shared/api/answers';
import type { Crm } from '../../VerticalCrm/transport/crm';
import type { SeenInCrm } from './crm';
import { lookAtCrm } from './crm';
import type { SeenInGoogle } from './google';
import { lookAtGoogle } from './google';

/*
 * What a trigger has seen so far. It lives in the process alone: after a restart nothing was seen, and one run is started.
 * What a sync has to do it finds out by itself, so that nothing is lost with this.
 */

const HOUR = 60 * 60 * 1_000;

/** A service that is down is told of only when it stays so. Milliseconds. */
const PATIENCE = 30 * 60 * 1_000;

/** How long until the same trouble is told again. Milliseconds. */
const SILENCE = 24 * HOUR;

/** `onceMore`: a run that goes on keeps another one from starting, and may have read before the change was made. */
export type Reason = 'started' | 'googleChanged' | 'crmChanged' | 'fullCheck' | 'onceMore';

interface Watched {
	google: GoogleContacts;
	crm: Crm;
	module: string;
	fullCheckHours: number;
	/** Milliseconds since 1970 by n8n's clock. */
	now: number;
}

/** One trigger's memory. */
class Watch {
	private google: SeenInGoogle | null = null;
	private crm: SeenInCrm | null = null;
	/** When a run was started last, milliseconds since 1970. */
	private startedAt = 0;
	/** A change, or the first look, started a run at the last look. */
	private isRecent = false;
	private failingSince: number | null = null;
	private toldAt: number | null = null;

	/** @returns why a run is to be started; none when nothing changed. */
	async look({ google, crm, module, fullCheckHours, now }: Watched): Promise<Reason[]> {
		const isFirst = this.google === null || this.crm === null;
		const inGoogle = await lookAtGoogle(google, this.google?.token ?? null);
		const inCrm = await lookAtCrm(crm, module, this.crm);
		[this.google, this.crm, this.failingSince, this.toldAt] = [inGoogle, inCrm, null, null];
		const reasons: Reason[] = isFirst ? ['started'] : [];
		if (!isFirst && inGoogle.changed) reasons.push('googleChanged');
		if (!isFirst && inCrm.changed) reasons.push('crmChanged');
		if (!isFirst && Math.abs(now - this.startedAt) >= fullCheckHours * HOUR) reasons.push('fullCheck');
		const isNew = reasons.length > 0;
		if (!isNew && this.isRecent) reasons.push('onceMore');
		this.isRecent = isNew;
		if (reasons.length > 0) this.startedAt = now;
		return reasons;
	}

	/**
	 * Whether trouble is to be told: at once when nothing was ever seen or somebody has to do something, later when a service
	 * is merely down, and then not every minute.
	 */
	isToBeTold(error: unknown, now: number): boolean {
		if (this.google === null) return true;
		this.failingSince ??= now;
		const passes = error instanceof LostAnswerError || (error as { refusal?: string }).refusal === 'quota';
		if (passes && now - this.failingSince < PATIENCE) return false;
		if (this.toldAt !== null && now - this.toldAt < SILENCE) return false;
		this.toldAt = now;
		return true;
	}
}

const watches = new Map<string, Watch>();

/** @param key names the trigger with its settings: one that was changed has seen nothing yet. */
export function watchOf(trigger: string, key: string): Watch {
	const name = `${trigger}\n${key}`;
	const known = watches.get(name);
	if (known) return known;
	for (const other of watches.keys()) if (other.startsWith(`${trigger}\n`)) watches.delete(other);
	const made = new Watch();
	watches.set(name, made);
	return made;
}

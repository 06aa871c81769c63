/** Raise it with the shape of the stored state, and add the step from the version before. */
export const STATE_VERSION = 3;

/** A state as it was parsed; of what version of this package is yet to be seen. */
interface StoredText {
	version?: unknown;
	mark?: object | null;
	sides?: { google: object };
}

/** From each version to the next one. */
const STEPS: Record<number, (stored: StoredText) => StoredText> = {
	/** Phone numbers had no default country. */
	1: (stored) => ({ ...stored, mark: stored.mark && { ...stored.mark, phoneCountry: '' } }),
	/** Google's lists were not kept: they are read once more. */
	2: (stored) => ({ ...stored, sides: stored.sides && { ...stored.sides, google: { ...stored.sides.google, cursor: null } } }),
};

/** Brings a state of an older version up to the present one; undefined when its version is none of ours. */
export function migrate<T extends StoredText>(stored: T): T | undefined {
	let migrated: StoredText = stored;
	let version = Number(stored.version);
	while (version < STATE_VERSION && STEPS[version]) {
		migrated = { ...STEPS[version](migrated), version: (version += 1) };
	}
	return version === STATE_VERSION ? (migrated as T) : undefined;
}

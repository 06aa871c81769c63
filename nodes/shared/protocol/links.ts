import * as v from 'valibot';

import { NameSchema } from './parts';

/** The name of a record that a field is to link to. */
export const LinkNameSchema = v.strictObject({ field: NameSchema, name: v.string() });
export type LinkName = v.InferOutput<typeof LinkNameSchema>;

/** Why a field was not linked: no record of the name, several, or one whose creation was refused or not answered. */
const LinkProblemSchema = v.picklist(['none', 'several', 'refused', 'lost']);
export type LinkProblem = v.InferOutput<typeof LinkProblemSchema>;

export const MissingLinkSchema = v.strictObject({ ...LinkNameSchema.entries, why: LinkProblemSchema });
export type MissingLink = v.InferOutput<typeof MissingLinkSchema>;

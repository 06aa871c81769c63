/**
 * The shapes that travel between the three nodes of a sync, as the `json` of n8n items. Their types come from the schemas
 * that items are checked against where they come in.
 *
 * Start Sync -> ReadInstruction -> Get Changes -> Reading -> Plan Changes -> WriteOperation -> Apply Changes
 * -> WriteResult -> Record Results.
 */

export type { FieldCapability, FieldFormat, FieldKind } from './capabilities';
export type { LinkName, LinkProblem, MissingLink } from './links';
export type { AddressLookUp, CreateOperation, DeleteOperation, NameFields, NameLookUp, UpdateOperation, WriteOperation } from './operations';
export type { ContactOrigin, ContactPair, FieldValues, RunStamp, SideName, SideNotes } from './parts';
export type { AbsenceReading, ContactReading, CursorReading, ReadInstruction, Reading } from './readings';
export type { WriteError, WriteOutcome, WriteResult } from './results';

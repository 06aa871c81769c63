import { readModuleFields } from '../../fields/moduleFields';
import { getAllOfModule } from '../getAllOfModule';

/** What each field of a module is called, and what it can hold. */
export const { description, execute } = getAllOfModule(readModuleFields);

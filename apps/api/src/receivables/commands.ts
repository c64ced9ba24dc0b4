import type { ReceivableVerb } from '#receivables';
import type { CommandShapes } from '../commanding/collection.js';
import { DatedBody } from '../rim/dated.body.js';
import { DisputeBody, EntitleBody, PromiseBody, RaiseReceivableBody } from './bodies.js';

export const receivableCommands: CommandShapes<ReceivableVerb> = {
  create: { summary: 'Raise a receivable', Body: RaiseReceivableBody },
  verbs: {
    entitle: {
      summary: 'The right became unconditional: instalments of a plan are owed from now on',
      Body: EntitleBody,
    },
    dispute: { summary: 'The customer objects, in part or whole', Body: DisputeBody },
    resolve: { summary: 'The dispute is resolved', Body: DatedBody },
    promise: { summary: 'The customer said when the money comes', Body: PromiseBody },
    reverse: {
      summary: 'Take back a receivable that should never have been raised; its number is free again',
      Body: DatedBody,
    },
  },
};

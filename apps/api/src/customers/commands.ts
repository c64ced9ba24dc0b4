import type { CustomerVerb } from '#parties';
import type { CommandShapes } from '../commanding/collection.js';
import { DatedBody } from '../rim/dated.body.js';
import { AgreeTermsBody, CorrectCustomerBody, RegisterCustomerBody } from './bodies.js';

export const customerCommands: CommandShapes<CustomerVerb> = {
  create: { summary: 'Register a customer', Body: RegisterCustomerBody },
  verbs: {
    correct: { summary: 'Correct the name', Body: CorrectCustomerBody },
    'agree-terms': { summary: 'Agree credit terms', Body: AgreeTermsBody },
    hold: { summary: 'Warn about new business with the customer', Body: DatedBody },
    release: { summary: 'End the hold', Body: DatedBody },
  },
};

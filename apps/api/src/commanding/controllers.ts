import { Body, Controller, Inject, Param, Post, Res, type Type } from '@nestjs/common';
import { ApiBody, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Call } from '#http';
import { customerCommands } from '../customers/commands.js';
import { entityCommands } from '../entities/commands.js';
import { receiptCommands } from '../receipts/commands.js';
import { receivableCommands } from '../receivables/commands.js';
import { CommandDocs, Head, write } from '../rim/answers.js';
import type { CommandShape, CommandShapes } from './collection.js';
import { Collections } from './collections.js';
import { Commanding } from './commanding.js';

type Name = 'entities' | 'customers' | 'receivables' | 'receipts';

interface Commands {
  on(verb: string, document: string, call: Call, body: unknown, reply: FastifyReply): Promise<object>;
}

/** `POST …/{document}/<verb>`, decorated as if it had been written out. */
const addVerb = (controller: Type<Commands>, verb: string, { Body: Shape, ...told }: CommandShape): void => {
  const prototype = controller.prototype as Record<string, unknown>;
  const method = verb.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const carry = function (this: Commands, document: string, body: unknown, call: Call, reply: FastifyReply) {
    return this.on(verb, document, call, body, reply);
  };
  prototype[method] = Object.defineProperty(carry, 'name', { value: method });
  const parameters = [Param('document'), Body(), Head(), Res({ passthrough: true })];
  parameters.forEach((parameter, index) => parameter(prototype, method, index));
  Reflect.defineMetadata('design:paramtypes', [String, Object, Object, Object], prototype, method);
  const decorators = [
    Post(`:document/${verb}`),
    CommandDocs(told),
    ApiParam({ name: 'document', description: 'Its id or its number' }),
    ApiBody({ type: Shape }),
  ];
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method);
  if (descriptor) for (const decorate of decorators) decorate(prototype, method, descriptor);
};

/** The controller of one kind of documents, made from the table of its commands. */
const controllerOf = (name: Name, kind: string, { create, verbs }: CommandShapes): Type<Commands> => {
  const { Body: Shape, ...told } = create;

  @ApiTags(name)
  @Controller(`v1/${name}`)
  class CommandsController implements Commands {
    constructor(
      @Inject(Commanding) private readonly commanding: Commanding,
      @Inject(Collections) private readonly collections: Collections,
    ) {}

    @Post()
    @CommandDocs({ ...told, makes: true })
    @ApiBody({ type: Shape })
    async create(@Body() body: unknown, @Head() call: Call, @Res({ passthrough: true }) reply: FastifyReply) {
      return write(reply, await this.commanding.create(this.collections[name], call, body));
    }

    async on(verb: string, document: string, call: Call, body: unknown, reply: FastifyReply): Promise<object> {
      return write(reply, await this.commanding.on(this.collections[name], document, verb, call, body));
    }
  }
  Object.defineProperty(CommandsController, 'name', { value: `${kind}CommandsController` });
  for (const [verb, shape] of Object.entries(verbs)) addVerb(CommandsController, verb, shape);
  return CommandsController;
};

/** Every controller that takes commands. */
export const COMMAND_CONTROLLERS: readonly Type<Commands>[] = [
  controllerOf('entities', 'Entity', entityCommands),
  controllerOf('customers', 'Customer', customerCommands),
  controllerOf('receivables', 'Receivable', receivableCommands),
  controllerOf('receipts', 'Receipt', receiptCommands),
];

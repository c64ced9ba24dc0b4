import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Telling } from '#kernel';
import { engineTelling } from '#event-log';
import { HttpProblem, kebab, TRANSPORT_PROBLEMS } from '#http';
import { entityTelling } from '#entities';
import { customerTelling } from '#parties';
import { receivableTelling } from '#receivables';
import { receiptTelling } from '#settlement';

interface Explained {
  readonly title: string;
  readonly status: number;
  readonly said: readonly string[];
}

const tellings: readonly (readonly [string, Telling<never>])[] = [
  ['any document', engineTelling as Telling<never>],
  ['entities', entityTelling as Telling<never>],
  ['customers', customerTelling as Telling<never>],
  ['receivables', receivableTelling as Telling<never>],
  ['receipts', receiptTelling as Telling<never>],
];

/** Every problem that an answer can name, from the places where each is told. */
const explained = (): ReadonlyMap<string, Explained> => {
  const all = new Map<string, Explained>();
  for (const [name, { title, status }] of Object.entries(TRANSPORT_PROBLEMS))
    all.set(name, { title, status, said: ['any request'] });
  for (const [of, telling] of tellings)
    for (const [name, { title, status = 409 }] of Object.entries(
      telling as Record<string, { title: string; status?: number }>,
    )) {
      const before = all.get(kebab(name));
      all.set(kebab(name), { title, status, said: [...(before?.said ?? []), of] });
    }
  return all;
};

@ApiExcludeController()
@Controller('problems')
export class ProblemsController {
  private readonly all = explained();

  @Get(':name')
  @Header('content-type', 'text/html; charset=utf-8')
  page(@Param('name') name: string): string {
    const found = this.all.get(name);
    if (!found) throw new HttpProblem('not-found', `there is no problem ${JSON.stringify(name.slice(0, 200))}`);
    const { title, status, said } = found;
    return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>Status ${status}. Said by: ${said.join(', ')}.</p><p>The answer's <code>detail</code> tells it with its figures; its other members are the same figures as data.</p></html>`;
  }
}

import { Inject, Injectable, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';

import { type MarkOptions, markedProviders, requireMethod } from './marked-providers.js';

const Mark = DiscoveryService.createDecorator<MarkOptions>();

@Mark({ name: 'zebra', scope: 'stripes' })
@Injectable()
class Zebra {
  constructor(@Inject('STRIPES') readonly stripes: number) {}

  run(): number {
    return this.stripes;
  }
}

@Mark({ name: 'ant' })
class Ant {}

@Mark({ name: 'ant' })
class OtherAnt {}

@Module({ providers: [Zebra, { provide: 'STRIPES', useValue: 40 }] })
class Savanna {}

@Module({ imports: [Savanna] })
class Africa {}

async function find(providers: Provider[]) {
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule, Savanna, Africa],
    providers,
  }).compile();
  return () => markedProviders(module.get(DiscoveryService), Mark, 'animal');
}

describe('marked providers', () => {
  it('are found in every module, by name, with their options', async () => {
    const found = (await find([Ant]))();
    expect(found.map(({ options, owner }) => ({ ...options, owner }))).toEqual([
      { name: 'ant', owner: 'Ant' },
      { name: 'zebra', scope: 'stripes', owner: 'Zebra' },
    ]);
    expect((found[1]!.instance() as Zebra).run()).toBe(40);
  });

  it('count once where one instance has several tokens', async () => {
    const ant = new Ant();
    const found = await find([
      { provide: Ant, useValue: ant },
      { provide: 'THE_ANT', useValue: ant },
      { provide: 'ALIAS', useExisting: Ant },
    ]);
    expect(found().map(({ owner }) => owner)).toEqual(['Ant', 'Zebra']);
  });

  it('of one name are an error that names both classes', async () => {
    expect(await find([Ant, OtherAnt])).toThrow(
      /^animal 'ant' is declared twice: by (Ant and by OtherAnt|OtherAnt and by Ant)$/,
    );
    expect(await find([Ant, { provide: 'another', useValue: new Ant() }])).toThrow(
      "animal 'ant' is declared twice: by Ant and by Ant",
    );
  });

  it('without a name are an error that names the class', async () => {
    @Mark()
    class Nameless {}
    expect(await find([Nameless])).toThrow('animal: the decorator of Nameless gives no name');
  });

  it('must have the method that they are asked by', async () => {
    const [ant, zebra] = (await find([Ant]))();
    expect(() => {
      requireMethod('animal', zebra!, 'run');
    }).not.toThrow();
    expect(() => {
      requireMethod('animal', zebra!, 'stripes');
    }).toThrow("animal 'zebra': Zebra has no method stripes(), which scope 'stripes' needs");
    expect(() => {
      requireMethod('animal', ant!, 'run');
    }).toThrow("animal 'ant': Ant has no method run()");
  });
});

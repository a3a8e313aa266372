import { expect, it } from '@jest/globals';

import type { TargetOwner, Writing } from './target-owner.js';

type Kind = 'assets' | 'users';

/** What every writer has, whatever it writes. */
interface OwningWriter {
  readonly assetTarget: string;
  readonly userTarget: string;
  owner(kind: Kind): Promise<TargetOwner | null>;
  open(kind: Kind, intoExisting: boolean, writing?: Writing): Promise<void>;
}

/** What every writer promises about whose a target is. @param create an empty store, and a maker of writers to it */
export function targetOwnerContract(create: () => Promise<{ readonly writer: () => OwningWriter }>): void {
  it.each(['assets', 'users'] as const)('knows who began %s, and refuses to mix', async (kind) => {
    const { writer } = await create();
    expect(await writer().owner(kind)).toBeNull();
    await writer().open(kind, false);
    expect(await writer().owner(kind)).toBe('import');
    await expect(writer().open(kind, false, 'sample world')).rejects.toThrow(
      /does not hold the sample world/,
    );
  });

  it.each(['assets', 'users'] as const)(
    'begins %s of the sample world, and goes on with them',
    async (kind) => {
      const { writer } = await create();
      for (let run = 0; run < 2; run++) {
        await writer().open(kind, false, 'sample world');
        expect(await writer().owner(kind)).toBe('sample world');
      }
    },
  );

  it('names its targets without credentials', async () => {
    const { writer } = await create();
    expect(writer().assetTarget).not.toBe('');
    expect(writer().userTarget).not.toMatch(/@|password/);
  });
}

import { Feature, type ViewerContext, type ViewerFeature } from '../../src/feature-store/feature.js';

@Feature({
  name: 'is_weekend',
  scope: 'context',
  kind: 'number',
  description: '1 on Saturdays and Sundays (UTC), else 0.',
})
export class IsWeekendFeature implements ViewerFeature {
  value({ now }: ViewerContext): number {
    return [0, 6].includes(new Date(now).getUTCDay()) ? 1 : 0;
  }
}

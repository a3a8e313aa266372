import { RouteConfig } from '@nestjs/platform-fastify';

/** Marks an operation that answers under overload too, and is logged at debug only: health and metrics. */
export const AlwaysAnswered = () => RouteConfig({ rateLimit: false, quiet: true });

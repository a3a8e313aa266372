/** The folder tree is the architecture: `recommendation` knows the ports of the other modules, they never know it. */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nobody-knows-recommendation',
      comment: 'Retrieval, features and ranking are asked by the pipeline; they never reach back.',
      severity: 'error',
      from: {
        path: '^src/(retrieval|feature-store|ranking|health|elasticsearch|redis|sqlite|settings|telemetry|problems)/',
      },
      to: { path: '^src/(recommendation|cli)/' },
    },
    {
      name: 'ports-only',
      comment: "Nobody imports another module's implementation; a module's own files may.",
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '\\.(spec|contract)\\.ts$' },
      to: { path: '^src/[^/]+/.+\\.(elasticsearch|redis|sqlite)\\.ts$', pathNot: '^src/$1/' },
    },
    {
      name: 'connections-carry-no-product-logic',
      severity: 'error',
      from: { path: '^src/(elasticsearch|redis|settings|telemetry|problems)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/(retrieval|feature-store|ranking|recommendation|cli)/' },
    },
    {
      name: 'ranking-is-pure',
      comment: 'Scores come from features alone.',
      severity: 'error',
      from: { path: '^src/ranking/' },
      to: { path: '^src/(retrieval|elasticsearch|redis|sqlite)/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};

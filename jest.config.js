/** Specs stand beside the sources; `test/` holds end-to-end, contract and engine suites. */
export default {
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: String.raw`\.(spec|e2e|engine)\.ts$`,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['reflect-metadata', '@nestjs/common', '@nestjs/core'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2023',
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
};

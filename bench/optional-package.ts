// The npm packages that only some runs need.
import packageFile from '../package.json' with { type: 'json' };

/** The peers of package.json, all of them optional: `name: version`. */
export const optionalPackages = packageFile.peerDependencies;

export type OptionalPackage = keyof typeof optionalPackages;

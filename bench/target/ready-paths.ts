// Paths on which services usually tell whether they are ready.

/** The most telling first; `/` is not among them. */
export const usualReadyPaths: readonly string[] = [
  ...['/health/ready', '/healthz', '/readyz', '/ready', '/health', '/livez', '/ping', '/status'],
  ...['/api/health', '/actuator/health', '/q/health/ready', '/up'],
];

// Keeps the last lines that a child wrote, for the message when it fails.
const maxLines = 40;
const maxLineLength = 500;

export interface OutputTail {
  /** Takes a piece of output, cut anywhere. */
  push(text: string): void;
  /** The last 40 lines, each at most 500 characters. */
  read(): string;
}

/** @param onLine called with each finished line; a carriage return ends one too (progress bars) */
export function createOutputTail(onLine?: (line: string) => void): OutputTail {
  const lines: string[] = [];
  let rest = '';
  const add = (line: string) => {
    const cut = line.length > maxLineLength ? `${line.slice(0, maxLineLength)}…` : line;
    lines.push(cut);
    if (lines.length > maxLines) lines.shift();
    onLine?.(cut);
  };
  return {
    push(text) {
      const parts = (rest + text).split(/\r\n|[\r\n]/);
      // A program that never ends its line must not fill the memory.
      rest = (parts.pop() ?? '').slice(-4 * maxLineLength);
      for (const part of parts) if (part.trim() !== '') add(part);
    },
    read() {
      const last = rest.trim() === '' ? [] : [rest.slice(0, maxLineLength)];
      return [...lines, ...last].slice(-maxLines).join('\n');
    },
  };
}

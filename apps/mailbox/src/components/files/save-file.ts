/** Saves bytes as a file of the device. Whatever they are, the browser does not open them within this app. */
export function saveFile(name: string, content: Uint8Array | string): void {
  const blob = new Blob([typeof content === 'string' ? content : new Uint8Array(content)], {
    type: 'application/octet-stream',
  });
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

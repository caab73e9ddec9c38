// Reading a square from the camera or a picture, where the browser can.

let stream = null;

export const reads = () => 'BarcodeDetector' in globalThis;

const detector = () => new globalThis.BarcodeDetector({formats: ['qr_code']});

// Show the camera and look until a square is read, or until `stopReading`. Throws without a camera.
export async function startReading(video, found) {
  const opened = await navigator.mediaDevices.getUserMedia({video: {facingMode: 'environment'}});
  stream = opened;
  video.srcObject = opened;
  await video.play();
  const eye = detector();
  while (stream === opened) {
    const [seen] = await eye.detect(video);
    if (seen && stream === opened) return found(seen.rawValue);
    await new Promise(resolve => setTimeout(resolve, 150));
  }
}

export function stopReading() {
  for (const track of stream?.getTracks() || []) track.stop();
  stream = null;
}

// What the square in a picture says; nothing where none can be read.
export async function readPicture(file) {
  try {
    const [seen] = await detector().detect(await createImageBitmap(file));
    return seen?.rawValue || '';
  } catch {
    return ''; // no picture
  }
}

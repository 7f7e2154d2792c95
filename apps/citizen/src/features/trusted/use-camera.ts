import { onBeforeUnmount, ref, shallowRef } from 'vue'

const WIDTH = 320

/** The front camera while it is needed; pictures stay in memory and go nowhere but to the caller. */
export function useCamera() {
  const video = ref<HTMLVideoElement | null>(null)
  const stream = shallowRef<MediaStream>()

  async function open(): Promise<void> {
    stream.value = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'user', width: 640 },
      audio: false,
    })
    if (!video.value) return
    video.value.srcObject = stream.value
    await video.value.play()
  }
  /** A small JPEG of this moment, base64. */
  function picture(): string {
    const canvas = document.createElement('canvas')
    const { videoWidth = 4, videoHeight = 3 } = video.value ?? {}
    canvas.width = WIDTH
    canvas.height = Math.round((WIDTH * videoHeight) / videoWidth)
    if (video.value) canvas.getContext('2d')?.drawImage(video.value, 0, 0, canvas.width, canvas.height)
    return canvas.toDataURL('image/jpeg', 0.7).replace(/^data:image\/jpeg;base64,/, '')
  }
  function close() {
    stream.value?.getTracks().forEach((track) => track.stop())
    stream.value = undefined
  }
  onBeforeUnmount(close)
  return { video, open, picture, close }
}

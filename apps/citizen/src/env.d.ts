/// <reference types="vite/client" />
interface ImportMetaEnv {
  readonly VITE_HOME_REGION_CODE?: string
  readonly VITE_HOME_REGION_NAME?: string
}
